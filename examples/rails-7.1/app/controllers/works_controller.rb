# frozen_string_literal: true

class WorksController < ActionController::Base
  def index
    render html: view_context.link_to('The first work', work_path('1'))
  end

  def show
    routes = ENV['LEAK'] == 'off' ? self : main_app
    @component = WorkImageShowComponent.new(Work.members_of(params[:id]), routes)
  end
end
