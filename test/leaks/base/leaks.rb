# Runs a program in rounds and dumps its heap after each: the first round warms up, then two more
# do the same work again. Everything goes to $stdout: `#dump N` before each dump, at last one line
# `#measured {…}` with what the program itself knows of its leak.
require 'objspace'

module Leaks
  DUMPS = 3

  class << self
    # The block is one request; it is given the request's number, which goes up for ever, and the
    # round, from 1. `leaked` gives all objects that are known to be leaked now. `entries` counts
    # them where they are not one instance each of the leaked class, `hidden` says how many bytes of
    # it Ruby cannot show.
    def run(requests:, leaked: -> { [] }, count: nil, hidden: -> { 0 }, &request)
      Fiber.new {}.resume # With the first fiber, the thread's own weight changes by a megabyte.
      served = 0
      counts = []
      bytes = []
      (1..DUMPS).each do |round|
        requests.times { serve(served += 1, round, request) }
        dump(round)
        # Only now, as before the collection `leaked` would find garbage; and in a fiber, whose stack
        # goes with it: what is left of a list on this one would keep all that is in it.
        measuring = Fiber.new do
          [count ? count.call : leaked.call.size, size_of(leaked.call) + hidden.call]
        end
        counted, weighed = measuring.resume
        counts << counted
        bytes << weighed
      end
      $stdout.puts "#measured {\"counts\":#{counts},\"bytes\":#{bytes}}"
      $stdout.flush
    end

    # Objects with all they refer to; classes, fibers and the VM's own objects aside. Nothing is
    # followed into `except` or into the application.
    def with_contents(objects, except: [])
      seen = {}.compare_by_identity
      [APPLICATION, *except].each { |object| seen[object] = true }
      found = []
      waiting = objects.reject { |object| seen.key?(object) || !(seen[object] = true) }
      until waiting.empty?
        found << (object = waiting.pop)
        ObjectSpace.reachable_objects_from(object)&.each do |target|
          next if inner?(target) || seen.key?(target)
          seen[target] = true
          waiting << target
        end
      end
      seen.clear # It would be large if a stale word on some fiber's stack kept it.
      found
    end

    private

    def serve(number, round, request)
      APPLICATION.call(number)
      request.call(number, round)
      nil
    end

    def inner?(object)
      case object
      when Module, Symbol, Integer, Float, nil, true, false, Thread, Fiber, IO, Encoding then true
      when ObjectSpace::InternalObjectWrapper then true
      else false
      end
    end

    def size_of(objects)
      objects.sum { |object| ObjectSpace.memsize_of(object) }
    end

    def dump(number)
      overwrite_stack(20)
      3.times { GC.start }
      $stdout.puts "#dump #{number}"
      $stdout.flush
      ObjectSpace.dump_all(output: $stdout)
      $stdout.flush
    end

    # What earlier calls left on the machine stack would keep objects alive by chance.
    def overwrite_stack(depth)
      [depth].each { |left| overwrite_stack(left - 1) if left > 0 }
      nil
    end
  end
end
