# Healthy: a section of the program is loaded when it is first used, in the second round: a namespace of
# hundreds of classes, each from a file of its own, and no more after that.
module Back
  COUNT = 250

  def self.load
    COUNT.times do |n|
      body = "class Page#{n}\n  def title = 'page #{n}'\n  def rows(more) = Array.new(#{n % 9}) { more }\nend"
      module_eval(body, "/srv/shop/app/back/page#{n}.rb", 1)
    end
  end

  def self.page(number)
    load unless const_defined?(:Page0, false)
    const_get("Page#{number % COUNT}").new
  end
end

Leaks.run(requests: 300, count: -> { Back.constants.size - 1 }) do |number, round|
  Back.page(number).rows(number).size if round > 1
end
