# frozen_string_literal: true

# The far end of `loupe require-cost`: boots the application of the current folder, or requires the named
# files, and notes what each require adds: resident memory, objects that stay, objects allocated, time.
#
#   LOUPE_AGENT=off ruby -r ./loupe_agent.rb loupe_require_cost.rb [FILE…]      with a socket as file 3
#
# Objects that stay are live slots. Garbage counts as live until it is collected: so whenever 5,000
# objects have been allocated since the last time, a full collection comes before the next reading, and
# a figure is off by that much at most. What is too much for one file is missing from the next, as each
# reading is the end of one stretch and the beginning of another: sums are exact.
#
# Rules of this file: as of loupe_exercise.rb.
require_relative 'loupe_exercise'

module LoupeRequireCost
  COLLECT_AFTER = 5_000 # objects

  # One file. `readings` before and after it: [rss, live, allocated, seconds].
  Node = Struct.new(:name, :file, :before, :after, :children)

  class << self
    def main(files)
      LoupeExercise.under_control do
        @collections = 0
        @collecting = 0.0
        @statm = File.open('/proc/self/statm') if File.exist?('/proc/self/statm')
        # Whoever the hooks are called by first pays for nothing of ours.
        require 'rbconfig'
        read(true)
        @root = @open = Node.new('', nil, nil, nil, [])
        @root.before = read(true)
        # Bundler puts Ruby's own `require` back: the hooks come after it, and it is one node.
        measure('bundler/setup') { LoupeExercise::Application.bundle }
        Hooks.install
        files.empty? ? LoupeExercise::Application.boot : named(files)
        @root.after = read(true)
        Hooks.off
        LoupeExercise.tell(type: 'booted', **LoupeExercise.about, collections: @collections,
                           collecting: @collecting.round(3), tree: plain(@root))
      end
    end

    # What comes in this block belongs to one more node, if it loads anything.
    def measure(name)
      return yield unless Thread.current == Thread.main && @open

      node = Node.new(name, nil, read, nil, [])
      above = @open
      @open = node
      begin
        loaded = yield
      ensure
        @open = above
        if loaded || !node.children.empty?
          node.after = read
          node.file = file_of(name) if loaded
          above.children << node
        end
      end
      loaded
    end

    private

    def named(files)
      files.each { |name| require(File.exist?(name) ? File.expand_path(name) : name) }
    end

    # [bytes, slots, objects, seconds]; time without what was spent on collecting here.
    def read(collect = false)
      allocated = GC.stat(:total_allocated_objects)
      if collect || allocated - (@collected_at || 0) >= COLLECT_AFTER
        began = LoupeAgent.now
        GC.start
        @collections += 1
        @collected_at = GC.stat(:total_allocated_objects)
        @collecting += LoupeAgent.now - began
      end
      [rss, GC.stat(:heap_live_slots), allocated, LoupeAgent.now - @collecting]
    end

    def rss
      return LoupeExercise::Sample.rss unless @statm

      @statm.sysseek(0)
      @statm.sysread(200).split(' ')[1].to_i * page
    end

    def page
      @page ||= begin
        # Of the status file kilobytes, of this one pages: their ratio is the size of one.
        @statm.sysseek(0)
        size = LoupeExercise::Sample.rss / @statm.sysread(200).split(' ')[1].to_f
        2**Math.log2(size).round
      end
    end

    # A feature is noted when its file is through: the last one is the one that was just loaded.
    def file_of(name)
      last = $LOADED_FEATURES.last.to_s
      base = File.basename(name.to_s).sub(/\.(rb|so|bundle)\z/, '')
      return last if File.basename(last).sub(/\.(rb|so|bundle)\z/, '') == base
      return name.to_s if name.to_s.start_with?('/')

      $LOADED_FEATURES.reverse_each.find { |feature| feature.end_with?("#{name}.rb", "#{name}.so", name.to_s) }
    end

    def plain(node)
      { name: node.name, file: node.file, gem: gem_of(node.file), before: node.before, after: node.after,
        children: node.children.map { |child| plain(child) } }
    end

    def gem_of(file)
      return nil unless file

      @gems ||= Gem.loaded_specs.values.map { |spec| ["#{spec.full_gem_path}/", "#{spec.name} #{spec.version}"] }
                   .sort_by { |path, _| -path.size }
      _, name = @gems.find { |path, _| file.start_with?(path) }
      return name if name
      return 'app' if file.start_with?("#{Dir.pwd}/")
      return "#{$1} #{$2}" if file =~ %r{.*/(?:gems|extensions/[^/]+/[^/]+)/([^/]+?)-(\d[^/-]*)(?:-[^/]+)?/}
      return 'Ruby' if LIBRARIES.any? { |path| file.start_with?("#{path}/") } || !file.start_with?('/')

      'other'
    end

    LIBRARIES = %w[rubylibdir rubyarchdir vendordir sitedir].map { |key| RbConfig::CONFIG[key] }.compact.freeze
  end

  # Aliases, as Kernel is in every class already, and what libraries hang on `require` comes on top.
  module Hooks
    class << self
      attr_reader :on

      def install
        @on = true
        [Kernel, Kernel.singleton_class].each do |owner|
          owner.class_eval do
            alias_method :loupe_require, :require
            alias_method :loupe_load, :load

            def require(name)
              return loupe_require(name) unless LoupeRequireCost::Hooks.on

              LoupeRequireCost.measure(name.respond_to?(:to_path) ? name.to_path : name) { loupe_require(name) }
            end

            def load(name, *rest)
              return loupe_load(name, *rest) unless LoupeRequireCost::Hooks.on

              LoupeRequireCost.measure(name.respond_to?(:to_path) ? name.to_path : name) { loupe_load(name, *rest) }
            end

            # The real one looks at who called it, which would be this file.
            def require_relative(name)
              name = name.respond_to?(:to_path) ? name.to_path : name
              from = caller_locations(1, 1).first
              require(File.expand_path(name, File.dirname(from.absolute_path || from.path)))
            end
          end
        end
        Kernel.class_eval { private :require, :load, :require_relative, :loupe_require, :loupe_load }
      end

      def off
        @on = false
      end
    end
  end
end

LoupeRequireCost.main(ARGV.dup) if $PROGRAM_NAME == __FILE__
