# Healthy: a large application: hundreds of classes with thousands of methods, all loaded at boot.
module Generated
  300.times do |n|
    methods = Array.new(12) { |m| "def action_#{m}(value) = value.to_s + 'action #{m} of class #{n}'" }
    module_eval("class Service#{n}\n#{methods.join("\n")}\nend", "/srv/shop/app/services/s#{n}.rb", 1)
  end
end

Leaks.run(requests: 300, count: -> { Generated.constants.size }) do |number|
  Generated.const_get("Service#{number % 300}").new.public_send("action_#{number % 12}", number)
end
