# A class of its own for each query, and a tracker that keeps every descendant.
# Seen in: https://github.com/rails/rails/issues/31395,
# https://github.com/gtd/validation_scopes/issues/3
class ReportRow
  @descendants = []

  class << self
    def inherited(subclass)
      super
      ReportRow.track(subclass)
    end

    def track(subclass) = @descendants << subclass
    def descendants = @descendants

    def for_columns(names)
      Class.new(self) do
        attr_accessor(*names)
        const_set(:COLUMNS, names)
      end
    end
  end
end

Leaks.run(
  requests: 300,
  leaked: -> { ReportRow.descendants.flat_map { |each| [each, each::COLUMNS, each.singleton_class] } },
  count: -> { ReportRow.descendants.size },
) { |number| ReportRow.for_columns(%i[title price weight maker shelf]).new.title = number }
