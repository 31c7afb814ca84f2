// The small tables of one part of a dump: heap pages, interned words and allocation sites, texts.
// Open addressing over fixed regions of linear memory; cleared between parts, so that nothing
// depends on which worker read what before.
import * as L from './layout'
import { hashSpan, HASH_LOW } from './token'

// @ts-ignore: decorator
@inline export function state(slot: i32): u32 { return load<u32>(L.STATE_BASE + (<usize>slot << 2)) }
// @ts-ignore: decorator
@inline export function setState(slot: i32, value: u32): void { store<u32>(L.STATE_BASE + (<usize>slot << 2), value) }

/** The page met last, and its number: runs of references stay within a page often. */
let lastPage: u64 = 0xffffffffffffffff
let lastNumber: u32 = 0

export function resetTables(): void {
  memory.fill(L.PAGE_TABLE_BASE, 0, L.PAGE_SLOTS * 4)
  memory.fill(L.WORD_TABLE_BASE, 0, L.WORD_SLOTS * 8)
  if (state(L.STATE_SITES)) memory.fill(L.SITE_TABLE_BASE, 0, L.SITE_SLOTS * 8)
  setState(L.STATE_PAGES, 0)
  setState(L.STATE_WORDS, 0)
  setState(L.STATE_SITES, 0)
  setState(L.STATE_TEXTS, 0)
  setState(L.STATE_AUX, 0)
  setState(L.STATE_POOL, 0)
  lastPage = 0xffffffffffffffff
  setState(L.STATE_OVERFLOW, 0)
}

/** An address as page number of this part × 16384 + offset / 4; NONE where it is no multiple of 4. */
export function codeOf(address: u64): u32 {
  const page = address >> 16
  const offset = (<u32>address & 0xffff) >> 2
  if (address & 3) return L.NONE
  if (page == lastPage) return (lastNumber << 14) | offset
  let slot = (<u32>page ^ <u32>(page >> 32)) * 0x9e3779b1 >>> 13
  while (true) {
    const at = L.PAGE_TABLE_BASE + (<usize>slot << 2)
    const entry = load<u32>(at)
    if (entry == 0) {
      const count = state(L.STATE_PAGES)
      if (count >= L.PAGE_CAPACITY) {
        setState(L.STATE_OVERFLOW, 1)
        return L.NONE
      }
      store<u32>(at, count + 1)
      store<u64>(L.PAGES_BASE + (<usize>count << 3), page)
      setState(L.STATE_PAGES, count + 1)
      lastPage = page
      lastNumber = count
      return (count << 14) | offset
    }
    if (load<u64>(L.PAGES_BASE + (<usize>(entry - 1) << 3)) == page) {
      lastPage = page
      lastNumber = entry - 1
      return ((entry - 1) << 14) | offset
    }
    slot = (slot + 1) & (L.PAGE_SLOTS - 1)
  }
}

/** Copies a text to the pool; returns its place there. */
function pool(p: usize, bytes: u32): u32 {
  const at = state(L.STATE_POOL)
  memory.copy(L.POOL_BASE + at, p, bytes)
  setState(L.STATE_POOL, at + bytes)
  return at
}

function sameText(p: usize, span: usize, bytes: u32): bool {
  return load<u32>(span + 4) == bytes && memory.compare(L.POOL_BASE + load<u32>(span), p, bytes) == 0
}

function intern(p: usize, bytes: u32, table: usize, slots: u32, spans: usize, counter: i32, capacity: u32): u32 {
  hashSpan(p, bytes)
  const hash = HASH_LOW
  let slot = hash & (slots - 1)
  while (true) {
    const at = table + (<usize>slot << 3)
    const entry = load<u32>(at + 4)
    if (entry == 0) {
      const count = state(counter)
      if (count >= capacity) {
        setState(L.STATE_OVERFLOW, 1)
        return 0
      }
      store<u32>(at, hash)
      store<u32>(at + 4, count + 1)
      const span = spans + (<usize>count << 3)
      store<u32>(span, pool(p, bytes))
      store<u32>(span + 4, bytes)
      setState(counter, count + 1)
      return count + 1
    }
    if (load<u32>(at) == hash && sameText(p, spans + (<usize>(entry - 1) << 3), bytes)) return entry
    slot = (slot + 1) & (slots - 1)
  }
}

/** A word's number in this part, from 1. */
export function internWord(p: usize, bytes: u32): u32 {
  return intern(p, bytes, L.WORD_TABLE_BASE, L.WORD_SLOTS, L.WORDS_BASE, L.STATE_WORDS, L.WORD_CAPACITY)
}

/** A site's number in this part, from 0. */
export function internSite(p: usize, bytes: u32): u32 {
  return intern(p, bytes, L.SITE_TABLE_BASE, L.SITE_SLOTS, L.SITES_BASE, L.STATE_SITES, L.SITE_CAPACITY) - 1
}

/** Keeps a text that is not interned; returns its number. */
export function addText(p: usize, bytes: u32): u32 {
  const count = state(L.STATE_TEXTS)
  const span = L.TEXTS_BASE + (<usize>count << 3)
  store<u32>(span, pool(p, bytes))
  store<u32>(span + 4, bytes)
  setState(L.STATE_TEXTS, count + 1)
  return count
}

export function addAux(kind: u32, row: u32, value: u32): void {
  const count = state(L.STATE_AUX)
  const at = L.AUX_BASE + <usize>count * 12
  store<u32>(at, kind)
  store<u32>(at + 4, row)
  store<u32>(at + 8, value)
  setState(L.STATE_AUX, count + 1)
}
