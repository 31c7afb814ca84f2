# Code is loaded anew, the old constant is removed, but a registry still has the old class.
# Seen in: https://github.com/mongoid/mongoid-history/pull/24,
# https://github.com/rails/rails/issues/55923
module Trackable
  @classes = []

  class << self
    attr_reader :classes

    def included(model)
      super
      @classes << model
    end
  end
end

module Reloader
  CODE = <<~'RUBY'
    class Invoice
      include Trackable
      FIELDS = %w[number customer total currency due paid].map { |name| "invoices.#{name}" }
      TEXTS = FIELDS.to_h { |field| [field, "What #{field} says to the one who reads it" * 3] }
      FIELDS.each { |field| define_method(field.tr('.', '_')) { TEXTS[field] } }
      def total = FIELDS.sum(&:size)
      def self.table = 'invoices'
    end
  RUBY

  def self.reload
    Object.send(:remove_const, :Invoice) if Object.const_defined?(:Invoice)
    Object.class_eval(CODE, '/srv/shop/app/models/invoice.rb', 1)
  end
end

Leaks.run(
  requests: 180,
  leaked: -> { Trackable.classes.flat_map { |each| [each, *Leaks.with_contents([each::TEXTS, each::FIELDS])] } },
  count: -> { Trackable.classes.size },
) { Reloader.reload }
