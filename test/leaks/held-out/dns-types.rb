# Records of a type that is not known get a class of their own, made for each new pair of type and
# class and set as a constant. Whoever asks for odd types makes the process grow.
# Seen in: https://github.com/alexdalitz/dnsruby/issues/63
module NameServer
  class Record
    attr_reader :data

    def initialize(data)
      @data = data
    end
  end

  def self.record_class(type, klass)
    name = "Type#{type}_Class#{klass}"
    return const_get(name) if const_defined?(name, false)
    const_set(name, Class.new(Record) do
      const_set(:TYPE_VALUE, type)
      const_set(:CLASS_VALUE, klass)
      class_eval("def to_s; '#{name} ' + data; end", "/srv/shop/app/program.rb", 22)
    end)
  end
end

classes = -> { NameServer.constants.map { |name| NameServer.const_get(name) } - [NameServer::Record] }
Leaks.run(requests: 250, leaked: classes) do |number|
  NameServer.record_class(1_000 + number, number % 7).new("\\# 4 c0a8#{number}").to_s
end
