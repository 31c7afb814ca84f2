// Paths without version numbers, so that allocation sites of two versions of a gem or of Ruby are one:
// `/gems/activerecord-7.1.2/lib/…` -> `/gems/activerecord-*/lib/…`. Gems from git have a commit in
// place of a version; folders of Ruby's own library are named after its version.

const RULES: readonly (readonly [RegExp, string])[] = [
  // /bundler/gems/rails-1a2b3c4d5e6f/
  [/(\/bundler\/gems\/[^/]+)-[0-9a-f]{7,40}(?=\/)/g, '$1-*'],
  // /gems/activerecord-7.1.2/, /gems/nokogiri-1.16.0-x86_64-linux/; /gems/3.1.0/ (the next rule)
  [/(\/gems\/[^/]+?)-\d[^/-]*(?:-[^/]+)?(?=\/)/g, '$1-*'],
  // /lib/ruby/3.1.0/, /ruby/gems/3.1.0/, /site_ruby/3.1.0/, /ruby-3.1.2/, /rubies/ruby-3.1.2/
  [/(\/(?:ruby|gems|site_ruby|vendor_ruby))\/\d+\.\d+(?:\.\d+)?(?=\/)/g, '$1/*'],
  [/(\/ruby)-\d+\.\d+(?:\.\d+)?[^/]*(?=\/)/g, '$1-*'],
  // /.rbenv/versions/3.1.2/, /.asdf/installs/ruby/3.1.2/
  [/(\/versions)\/\d+\.\d+\.\d+[^/]*(?=\/)/g, '$1/*'],
]

/** A path, or text with paths in it. */
export function foldVersions(path: string): string {
  let folded = path
  for (const [rule, by] of RULES) folded = folded.replace(rule, by)
  return folded
}

/** 'activerecord 7.1.2' -> 'activerecord'; what has no version stays. */
export function foldGem(gem: string): string {
  return gem.replace(/^([^ ]+) (?:\d[^ ]*|[0-9a-f]{7,40})$/, '$1')
}
