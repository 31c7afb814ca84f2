# The page of one work. It keeps its record for as long as it lives, and it should not live long.
class WorkImageShowComponent
  def initialize(work)
    @work = work
  end

  def render(main_app)
    <<~HTML
      <h1><a href="#{main_app.work_path(@work.id)}">#{@work.title}</a></h1>
      <p>#{@work.description[0, 120]}</p>
      <a href="#{main_app.work_download_path(@work.id, query: 'size=full')}">Download</a>
    HTML
  end
end
