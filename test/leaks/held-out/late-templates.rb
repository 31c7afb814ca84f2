# Two hundred templates are compiled into methods of one module when a page first needs them, in the
# second round, and each is remembered by a lambda. There will not be more of them.
module Templates
  RENDERERS = {}

  def self.render(name, values)
    RENDERERS[name] ||= begin
      module_eval(<<~RUBY, "/srv/shop/app/views/#{name}.rb", 1)
        def self.render_#{name}(values)
          head = "<h1>\#{values[:title]}</h1>"
          body = values[:lines].map { |line| "<li class='#{name}'>\#{line}</li>" }
          foot = "<p>\#{values[:title].size} of #{name}, \#{values.size}</p>"
          [head, *body, foot].join
        end
      RUBY
      ->(given) { public_send(:"render_#{name}", given) }
    end
    RENDERERS[name].call(values)
  end
end

Leaks.run(requests: 200) do |number, round|
  name = round == 1 ? 'home' : "page_#{number % 200}"
  Templates.render(name, { title: "Page #{number}", lines: %w[first second] })
end
