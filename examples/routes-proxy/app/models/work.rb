# A record of the digital collections, as large as such records are: words, metadata, an image.
class Work
  SUBJECTS = %w[Alchemy Dyes Glassware Laboratories Mineralogy Pharmacy Photography Polymers].freeze
  PLACES = ['Philadelphia', 'Basel', 'Leverkusen', 'Manchester', 'Jena', 'Delft'].freeze
  JPEG_START = "\xFF\xD8\xFF\xE0".b.freeze
  IMAGE_BYTES = 24 * 1024

  attr_reader :id, :title, :description, :metadata, :image

  # What a database would answer. Always the same record for the same number.
  def self.find(number)
    random = Random.new(number)
    new(
      id: format('w%06d', number),
      title: "#{SUBJECTS.sample(random: random)} in #{PLACES.sample(random: random)}, no. #{number}",
      description: Array.new(90) { SUBJECTS.sample(random: random).downcase }.join(' '),
      json_attributes: attributes(number, random),
      metadata: metadata(number, random),
      image: JPEG_START + random.bytes(IMAGE_BYTES)
    )
  end

  def self.attributes(number, random)
    {
      'creator' => [{ 'category' => 'photographer', 'value' => "Studio #{random.rand(400)}" }],
      'date_of_work' => [{ 'start' => (1880 + number % 90).to_s, 'qualifier' => 'circa' }],
      'place' => { 'category' => 'place_of_creation', 'value' => PLACES[number % PLACES.size].dup },
      'rights' => 'http://creativecommons.org/publicdomain/mark/1.0/'.dup,
      'physical_container' => { 'box' => random.rand(90), 'folder' => random.rand(40) },
    }
  end

  def self.metadata(number, random)
    Array.new(10) do |page|
      { 'page' => page + 1, 'label' => "plate #{number}-#{page + 1}", 'width' => random.rand(4000) }
    end
  end

  def initialize(id:, title:, description:, json_attributes:, metadata:, image:)
    @id = id
    @title = title
    @description = description
    @json_attributes = json_attributes
    @metadata = metadata
    @image = image
  end
end
