# One validator of each kind serves the whole application. It writes down what is wrong with a document and
# is never asked to forget it.
# Seen in: https://github.com/projectcypress/cypress/pull/371
module Validators
  Problem = Struct.new(:message, :location, :file_name)

  class DocumentValidator
    attr_reader :errors

    def initialize(name, required)
      @name = name
      @required = required
      @errors = []
    end

    def validate(document, file_name)
      @required.each do |field|
        next if document[field]

        message = "#{@name}: an element #{field} is required but was not found in the document"
        @errors << Problem.new(message, "/ClinicalDocument/component/section[#{document['id']}]/#{field}", file_name)
      end
      @errors.select { |error| error.file_name == file_name }
    end
  end

  ALL = {
    'cat1' => DocumentValidator.new('QRDA I', %w[id code effectiveTime author]),
    'cat3' => DocumentValidator.new('QRDA III', %w[id code custodian]),
    'cda' => DocumentValidator.new('CDA', %w[id title realmCode]),
  }.freeze

  def self.validate(document, file_name)
    ALL.each_value.sum { |validator| validator.validate(document, file_name).size }
  end
end

Leaks.run(
  requests: 260,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(Validators::Problem).to_a) },
  count: -> { Validators::ALL.each_value.sum { |validator| validator.errors.size } },
) do |number|
  document = { 'id' => number, 'title' => 'Report' }
  Validators.validate(document, "upload_#{number}.xml")
end
