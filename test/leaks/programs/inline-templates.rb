# Each rendering of an inline template compiles one more method into a module, under a new name.
# Seen in: https://github.com/rails/rails/issues/35372,
# https://github.com/archivesspace/archivesspace/issues/3508
module CompiledTemplates
end

class InlineTemplate
  def initialize(source)
    @source = source
  end

  def render(number)
    name = "_inline_template_#{number}"
    CompiledTemplates.module_eval(<<~RUBY, "inline template ##{number}", 1)
      def self.#{name}(values)
        output = +''
        output << '<table>'
        values.each { |key, value| output << '<tr><td>' << key << '</td><td>' << value << '</td></tr>' }
        output << #{@source.dump}
        output << '</table>'
        output
      end
    RUBY
    CompiledTemplates.public_send(name, { 'number' => number.to_s })
  end
end

methods = -> { CompiledTemplates.singleton_methods(false) }
# Code has no size for Ruby to tell without an object around it, which would stay with the code.
Leaks.run(
  requests: 400,
  count: -> { methods.call.size },
) { |number| InlineTemplate.new("<p>It is request #{number}</p>").render(number) }
