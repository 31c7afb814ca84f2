# A bot reads the results of a search in a thread, with a cursor that never comes to its end and keeps all
# it has gone over. Nothing but the running method knows the cursor.
# Seen in: https://github.com/sferik/twitter-ruby/pull/622
class Status
  attr_reader :id, :text

  def initialize(id)
    @id = id
    @user = "user_#{id % 300}"
    @text = "Status #{id}: #{'what is new today ' * 5}"
    @entities = { 'hashtags' => ["tag#{id % 50}"], 'urls' => ["https://t.example/#{id}"] }
  end
end

class Cursor
  include Enumerable

  def initialize(pages)
    @pages = pages
    @collection = []
  end

  def each
    while (page = @pages.pop)
      page.each do |status|
        @collection << status
        yield status
      end
    end
  end
end

pages = Thread::Queue.new
read = Thread::Queue.new
Thread.new do
  Cursor.new(pages).each { |status| read << status.id if (status.id % 10).zero? }
end

Leaks.run(
  requests: 70,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(Status).to_a) },
  count: -> { ObjectSpace.each_object(Status).count },
) do |number|
  pages << Array.new(10) { |n| Status.new(number * 10 + n) }
  read.pop
  Thread.pass until pages.empty? && pages.num_waiting == 1
end
