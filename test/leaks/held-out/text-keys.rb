# Texts are looked up by keys that are made of ids. I18n remembers how each key is split, in arrays of
# symbols. i18n 1.14.7; the shop's own texts are looked up beside them, and are not the matter.
# Seen in: https://github.com/rails/rails/issues/26823
require 'i18n'

I18n.available_locales = %i[en de fr]
%i[en de fr].each do |locale|
  I18n.backend.store_translations(
    locale,
    pages: (0...300).to_h { |n| [:"page_#{n}", "Page #{n} in #{locale}, with a line to read for people"] },
  )
end

class Mailer
  def subject(number)
    I18n.t("mails.orders.order_#{number}.subject_line", default: 'Your order', locale: :en)
    I18n.t("pages.page_#{number % 300}", locale: %i[en de fr][number % 3])
  end
end

remembered = lambda {
  cache = I18n::Base.class_variable_get(:@@normalized_key_cache)
  cache.keys.flat_map { |separator| cache[separator].keys.flat_map { |key| [key, cache[separator][key]] } }
}
Leaks.run(
  requests: 2500,
  leaked: -> { Leaks.with_contents(remembered.call) },
  count: -> { remembered.call.size / 2 },
) { |number| Mailer.new.subject(number) }
