# frozen_string_literal: true

# Shows the plates of a work, each with a link to its page.
class WorkImageShowComponent
  # `routes`: with `main_app`, the leak; with the controller itself, none.
  def initialize(works, routes)
    @works = works
    @routes = routes
  end

  def render_in(view)
    view.safe_join(@works.map { |work| view.link_to(work.title, @routes.work_path(work)) }, ', ')
  end
end
