# An importer saves all rows in one transaction. Each model has a hook for when it is committed, and so the
# database keeps a block for each until the end, with the model in it. sequel 5.80.0 on SQLite.
# Seen in: https://github.com/archivesspace/archivesspace/pull/143
require 'sequel'

DB = Sequel.sqlite
DB.create_table(:accessions) do
  primary_key :id
  String :title
  String :note, text: true
end

class Accession < Sequel::Model
  def after_save
    super
    db.after_commit { Index.touch(self) }
  end
end

module Index
  def self.touch(accession) = accession.id
end

DB.transaction do
  Leaks.run(
    requests: 220,
    leaked: lambda {
      found = ObjectSpace.each_object(Accession).to_a
      found + found.flat_map { |each| [each.values, *each.values.values.grep(String)] }
    },
    count: -> { ObjectSpace.each_object(Accession).count },
  ) { |number| Accession.create(title: "Box #{number}", note: "Letters, #{number} " * 60) }
end
