# frozen_string_literal: true

# Loaded before loupe_command.rb into the Ruby processes of `loupe retained -- COMMAND`. Where the
# vernier gem can be loaded (Ruby 3.2.1 and newer), its retained mode runs instead of Ruby's
# allocation tracing, and its profile is left in the folder that LOUPE_RETAINED_FOLDER names. Where
# it cannot, nothing is done here, and loupe_command.rb traces.
#
# A child that is forked has no profile: the one of its parent does not see it.
module LoupeVernier
  class << self
    def start(folder)
      # Bundler's own process would load a version that the application may not want.
      return if File.basename($PROGRAM_NAME).start_with?('bundle')

      require 'vernier'
      Vernier.start_profile(mode: :retained)
      pid = Process.pid
      at_exit { write("#{folder}/#{pid}.vernier.json") if Process.pid == pid }
      %w[LOUPE_CAPTURE_TRACE LOUPE_CAPTURE_EXIT].each { |name| ENV.delete(name) }
    rescue LoadError, StandardError
      nil
    end

    private

    # Whole, or not at all.
    def write(path)
      result = Vernier.stop_profile
      File.open("#{path}.part", File::WRONLY | File::CREAT | File::EXCL, 0o600) do |file|
        result.write(out: file)
      end
      File.rename("#{path}.part", path)
    rescue StandardError => e
      warn "loupe: vernier's profile could not be written: #{e.class}: #{e.message}"
    end
  end

  start(ENV['LOUPE_RETAINED_FOLDER']) if ENV['LOUPE_RETAINED_FOLDER']
end
