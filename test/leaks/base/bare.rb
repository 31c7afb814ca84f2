# No application: what a program of the corpus runs in that is a script of its own.
class NoApplication
  def call(_number); end
end

APPLICATION = NoApplication.new
