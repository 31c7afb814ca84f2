// Which gem a source file belongs to, from its path alone: RubyGems and Bundler install each gem in
// a folder named after it and its version.

/** 'rails 7.1.3', 'stdlib json', 'Ruby itself', 'app'. */
export function gemOf(file: string): string {
  const path = /^\(eval at (.*):\d+\)$/s.exec(file)?.[1] ?? file
  if (path.startsWith('<internal:')) return 'Ruby itself'
  const gem = lastMatch(path, /\/gems\/([^/]+?)-(\d[^/-]*(?:-[^/]+)?)\//g)
  if (gem !== undefined) return `${gem[1]} ${gem[2]}`
  // Gems from git: the name and the first twelve digits of the commit.
  const git = /\/bundler\/gems\/([^/]+)-([0-9a-f]{7,40})\//.exec(path)
  if (git !== null) return `${git[1]} ${git[2]}`
  // /usr/lib/ruby/3.1.0/json/…, with or without the folder of a platform between them.
  const library =
    /\/ruby\/(?:\d+\.\d+(?:\.\d+)?|vendor_ruby|site_ruby(?:\/\d+\.\d+\.\d+)?)\/(.+)$/.exec(path)
  if (library !== null) {
    const inside = library[1].replace(/^[^/]*-(?:linux|darwin|mingw|freebsd|musl)[^/]*\//, '')
    return `stdlib ${inside.split('/')[0].replace(/\.(?:rb|so|bundle)$/, '')}`
  }
  return 'app'
}

function lastMatch(text: string, expression: RegExp): RegExpExecArray | undefined {
  let last: RegExpExecArray | undefined
  for (let at = expression.exec(text); at !== null; at = expression.exec(text)) {
    last = at
    // Matches may share the slash between them.
    expression.lastIndex--
  }
  return last
}
