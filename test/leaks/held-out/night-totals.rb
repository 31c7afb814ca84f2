# A script that works through the night. All it has are local variables, and they are large, but after its
# first hour they only change.
rows = Array.new(9_000) { |n| { id: n, name: "customer #{n}", total: n % 97, area: "area #{n % 60}" } }
by_area = rows.group_by { |row| row[:area] }
totals = by_area.transform_values { |each| each.sum { |row| row[:total] } }
report = Array.new(4_000) { |n| "line #{n} of the report: nothing yet" }
batch = []

Leaks.run(requests: 500) do |number|
  row = rows[number * 31 % rows.size]
  row[:total] = number % 97
  totals[row[:area]] = by_area[row[:area]].sum { |each| each[:total] }
  report[number % report.size] = "line #{number % report.size} of the report: #{totals[row[:area]]} in #{row[:area]}"
  batch << row
  batch = [] if batch.size >= 100
end
