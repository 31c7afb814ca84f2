# Plugins that customers upload are loaded by a loader of their own, which is unloaded after use. Zeitwerk
# keeps a list of all loaders.
# Seen in: https://github.com/fxn/zeitwerk/issues/229
require 'zeitwerk'
require 'fileutils'

class PluginRun
  def initialize(number)
    @number = number
    @folder = File.join(Dir.pwd, 'plugins', number.to_s)
  end

  def call
    FileUtils.mkdir_p(@folder)
    File.write("#{@folder}/uploaded.rb", "module Uploaded\n  def self.call = #{@number}\nend\n")
    loader = Zeitwerk::Loader.new
    loader.tag = "plugin-#{@number}"
    loader.push_dir(@folder)
    loader.enable_reloading
    loader.setup
    Object.const_get(:Uploaded).call
  ensure
    loader.unload
    FileUtils.rm_rf(@folder)
  end
end

Leaks.run(
  requests: 110,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(Zeitwerk::Loader).to_a) },
  count: -> { ObjectSpace.each_object(Zeitwerk::Loader).count },
) { |number| PluginRun.new(number).call }
