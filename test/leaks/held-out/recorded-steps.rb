# Two at once. A debugger that nobody is attached to records the frames of each request with their
# bindings: the larger one. Beside it the output of commands is collected in one string, which is never
# read.
# Seen in: https://github.com/ruby/debug/issues/899, https://github.com/piotrmurach/tty-command/issues/67
module Shell
  class << self
    attr_accessor :transcript

    def run(command)
      output = "$ #{command}\n#{'.' * 380}\nok\n"
      (self.transcript ||= +'') << output
      output.size
    end
  end
end

module Stepping
  class Frame
    def initialize(depth, around)
      @depth = depth
      @around = around
    end
  end

  class Recorder
    def initialize
      @log = []
    end

    def step(*frames)
      @log.push(frames)
    end
  end

  class Client
    attr_reader :recorder

    def initialize
      @recorder = Recorder.new
    end
  end
end

def handle(client, number)
  body = "name=value&number=#{number}&" * 24
  fields = body.split('&').first(4)
  client.recorder.step(Stepping::Frame.new(0, binding), Stepping::Frame.new(1, nil))
  Shell.run("convert #{fields[1]}.png")
end

clients = { Thread.current => Stepping::Client.new }
Leaks.run(
  requests: 350,
  leaked: -> { Leaks.with_contents(clients.values.map(&:recorder)) },
  count: -> { ObjectSpace.each_object(Stepping::Frame).count },
) { |number| handle(clients.fetch(Thread.current), number) }
