# Healthy: sessions come and go; there are as many after each round, but never the same ones.
class SessionStore
  Session = Struct.new(:id, :user, :basket)
  LIFETIME = 250

  def initialize
    @sessions = {}
  end

  def start(number)
    basket = Array.new(6) { |n| "article #{n} in the basket of #{number}, put there today" }
    @sessions[number] = Session.new("session-#{number}", "user-#{number % 50}", basket)
    @sessions.delete(number - LIFETIME)
  end

  def size = @sessions.size
end

STORE = SessionStore.new
Leaks.run(requests: 600, count: -> { STORE.size }) { |number| STORE.start(number) }
