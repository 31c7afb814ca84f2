# Healthy: translations of many languages in nested hashes, as I18n keeps them, and what is looked up
# in them, which is all remembered after the warm-up.
class TranslationBackend
  def initialize(languages)
    @translations = languages.to_h { |language| [language, namespaces_of(language)] }
    @lookups = {}
  end

  def translate(language, key)
    @lookups[[language, key]] ||= @translations.dig(language, *key.split('.'))
  end

  def size = @translations.size

  private

  def namespaces_of(language)
    Array.new(20) { |n| "area#{n}" }.to_h do |area|
      [area, Array.new(40) { |n| "text#{n}" }.to_h { |key| [key, "#{language} #{area} #{key} in words"] }]
    end
  end
end

BACKEND = TranslationBackend.new(%w[de en es fr it nl pl pt])
Leaks.run(requests: 400, count: -> { BACKEND.size }) do |number|
  BACKEND.translate(%w[de en es fr][number % 4], "area#{number % 20}.text#{number % 40}")
end
