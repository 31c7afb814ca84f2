# The parts of uploads are read into StringIOs, which are kept with the request they came with.
# Seen in: https://github.com/rack/rack/issues/657
class UploadedPart
  def initialize(number)
    @name = "file-#{number}.csv"
    @io = StringIO.new(+'')
    10.times { |n| @io.write("line #{n} of file #{number};" * 20) }
    @io.rewind
  end
end

class UploadController
  RECENT = []

  def self.create(number)
    RECENT.push(UploadedPart.new(number))
  end
end

Leaks.run(
  requests: 150,
  leaked: -> { Leaks.with_contents(UploadController::RECENT.to_a) },
  count: -> { UploadController::RECENT.size },
) { |number| UploadController.create(number) }
