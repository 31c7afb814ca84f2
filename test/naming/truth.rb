# Writes, before a dump, what every object's instance variables really hold:
#
#   LOUPE-TRUTH
#   0x7f… @title=0x7f… @count=-          one object a line, `-` for what has no address
#   LOUPE-DUMP
#
# DUMP_OUTPUT and the dump itself come from what runs the script (scripts/fixtures-rubies.mjs). The
# program before this file keeps its objects in $kept.
ADDRESS = /"address":"(0x\h+)"/

def address_of(object)
  ObjectSpace.dump(object)[ADDRESS, 1]
end

GET = Object.instance_method(:instance_variable_get)
LIST = Object.instance_method(:instance_variables)

def truth_of(object)
  names = LIST.bind_call(object)
  return if names.empty?

  pairs = names.map { |name| "#{name}=#{address_of(GET.bind_call(object, name)) || '-'}" }
  "#{address_of(object)} #{pairs.join(' ')}"
end

GC.start
lines = []
ObjectSpace.each_object { |object| (line = truth_of(object)) && lines << line }
DUMP_OUTPUT.puts('LOUPE-TRUTH', lines, 'LOUPE-DUMP')
DUMP_OUTPUT.flush
lines = nil
