# frozen_string_literal: true

require_relative 'boot'
require 'action_controller/railtie'

class Works < Rails::Application
  config.root = File.expand_path('..', __dir__)
  config.load_defaults 7.1
  config.eager_load = true
  config.logger = Logger.new($stdout)
  config.log_level = :warn
  # An example has no secrets.
  config.secret_key_base = ENV.fetch('SECRET_KEY_BASE') { SecureRandom.hex(64) }
end
