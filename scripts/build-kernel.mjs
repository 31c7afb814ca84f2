// Compiles the scanner kernel: writes the key constants, runs the AssemblyScript compiler, and
// stores the module as base64 in src/kernel/wasm-bytes.ts, so that the engine needs no file access
// to load it. `--check` only tells whether the stored bytes are what the sources give.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const generated = join(root, 'src/kernel/wasm-bytes.ts')
const keysFile = join(root, 'src/kernel/assembly/keys.ts')
const layoutFile = join(root, 'src/kernel/assembly/layout.ts')

// name -> text compared at once as one little-endian integer: 8, 4 or 2 bytes.
const KEYS = {
  LINE_START: '{"addres', LINE_START_2: 's":"0x', TYPE_1: '", "type', TYPE_2: '":"',
  T_STRI: 'STRI', T_ARRA: 'ARRA', T_OBJE: 'OBJE', T_HASH: 'HASH', T_IMEM: 'IMEM', T_DATA: 'DATA',
  T_CLAS: 'CLAS', T_ICLA: 'ICLA', T_MODU: 'MODU', T_FLOA: 'FLOA', T_SYMB: 'SYMB', T_REGE: 'REGE',
  T_STRU: 'STRU', T_BIGN: 'BIGN', T_FILE: 'FILE', T_MATC: 'MATC', T_RATI: 'RATI', T_COMP: 'COMP',
  T_NONE: 'NONE', T_ZOMB: 'ZOMB',
  E_ING: 'NG"', E_AY: 'Y"', E_ECT: 'CT"', E_MO: 'O"', E_S: 'S"', E_SS: 'SS"', E_LE: 'LE"', E_T: 'T"',
  E_OL: 'OL"', E_XP: 'XP', E_CT: 'CT"', E_UM: 'UM"', E_H: 'H"', E_ONAL: 'ONAL', E_LEX: 'LEX"', E_IE: 'IE"',
  K_SHAPE_ID: 'shape_id', K_SLOT_SIZ: 'slot_siz', K_CLASS: 'class":"', K_FROZEN: 'frozen":',
  K_EMBEDDED: 'embedded', K_FSTRING: 'fstring"', K_CHILLED: 'chilled"', K_SHARED: 'shared":',
  K_BYTESIZE: 'bytesize', K_CAPACITY: 'capacity', K_VALUE: 'value":"', K_ENCODING: 'encoding',
  K_CODERANG: 'coderang', K_BROKEN: 'broken":', K_SIZE: 'size":', K_DEFAULT: 'default"', K_LENGTH: 'length":',
  K_SUPERCLA: 'supercla', K_VARIATIO: 'variatio', K_NAME: 'name":"', K_REAL_CLA: 'real_cla',
  K_SINGLETO: 'singleto', K_STRUCT: 'struct":', K_FREE_IMM: 'free_imm', K_IVARS: 'ivars":', K_TOO_COMP: 'too_comp',
  K_COMPLEX_: 'complex_', K_FD: 'fd":', K_IMEMO_TY: 'imemo_ty', K_MID: 'mid":"', K_CALLED_I: 'called_i',
  K_RECEIVER: 'receiver', K_REFERENC: 'referenc', K_FILE: 'file":"', K_LINE: 'line":', K_METHOD: 'method":',
  K_GENERATI: 'generati', K_MEMSIZE: 'memsize"', K_FLAGS: 'flags":{',
  V_TRUE: 'true', V_RUE: 'rue', V_UE: 'ue', V_ALSE: 'alse',
  X_COLON: '":', X_E_QUOTE: 'e":"', X_COLON_ZEROX: ':"0x', X_0X: '0x', X_F: '":f', X_E: 'e":', X_COLON_TRUE: ':true', X_ZEROX: '"0x',
  X_ED_TRUE: '":true', X_NT_SIZE: 'n_count"', X_SS: 'ss":"0x', X_LASS: 'class_na', X_ME: 'me":"',
  X_N: 'n":t', X_EDIATELY: 'ediately', X_LEX_SHAPE: 'lex_shap', X_SHAPE: 'shape":t', X_PE: 'pe":"',
  X_D: 'd":"', X__CLASS: '_class":', X_ES: 'es":["0x', X_ON: 'on":',
  F_WB: '"wb_prot', F_WB_2: 'ected":t', F_AGE: '"age":', F_OLD: '"old":tr', F_UNCOL: '"uncolle',
  F_UNCOL_2: 'ctible":', F_MARKING: '"marking', F_MARKED: '"marked"', F_PINNED: '"pinned"', F_REMEM: '"remembe',
  F_REMEM_2: 'red":tru', F_OBJECT_ID: '"object_', F_OBJECT_ID_2: 'id":', F_SHARE: '"shareab', F_SHARE_2: 'le":true',
  S_UTF8: 'UTF-8", ', S_RUBY: 'ruby ', S_CALLCAC: 'callcach',
  C_UNKNOWN: 'unknown"', C_7BIT: '7bit"', C_VALID: 'valid"', C_BROKEN: 'broken"',
  SEP_QUOTE: ', "', REF_SEP: '", "0x',
}

function keysSource() {
  const lines = ['// Written by scripts/build-kernel.mjs: texts of the dump format as little-endian integers.']
  for (const [name, text] of Object.entries(KEYS)) {
    const bytes = Buffer.from(text, 'latin1')
    if (bytes.length > 8) throw new Error(`${name}: longer than 8 bytes`)
    let value = 0n
    for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i])
    const type = bytes.length > 4 ? 'u64' : 'u32'
    lines.push(`export const ${name}: ${type} = 0x${value.toString(16)} // ${text}`)
  }
  return lines.join('\n') + '\n'
}

/** ../layout.ts with the types that AssemblyScript wants: one source for both compilers. */
function layoutSource() {
  const read = (file) => readFileSync(join(root, file), 'utf8')
  const source = (read('src/base/record.ts') + read('src/kernel/layout.ts')).replace(/^export \*.*\n/m, '')
  const typed = source.replace(/export const (\w+) =/g, (_, name) => {
    const type = name.endsWith('_BASE') || name === 'MEMORY_BYTES' ? 'usize' : name.startsWith('STATE_') ? 'i32' : 'u32'
    return `export const ${name}: ${type} =`
  })
  return `// Written by scripts/build-kernel.mjs from ../layout.ts.\n${typed}`
}

function compile(work) {
  const out = join(work, 'scan.wasm')
  execFileSync(
    process.execPath,
    [
      join(root, 'node_modules/assemblyscript/bin/asc.js'),
      'src/kernel/assembly/scan.ts',
      '--outFile', out,
      '--optimizeLevel', '3', '--shrinkLevel', '0', '--converge',
      '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--disable', 'sign-extension',
      '--initialMemory', '1', '--use', 'abort=',
    ],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  )
  const base64 = readFileSync(out).toString('base64')
  const rows = base64.match(/.{1,96}/g).map((row) => `  '${row}'`)
  return (
    '// Written by scripts/build-kernel.mjs from src/kernel/assembly: the scanner kernel, base64.\n' +
    `export const WASM_BASE64: string =\n${rows.join(' +\n')}\n`
  )
}

const work = mkdtempSync(join(tmpdir(), 'loupe-kernel-'))
try {
  const sources = { [keysFile]: keysSource(), [layoutFile]: layoutSource() }
  const check = process.argv.includes('--check')
  for (const [file, text] of Object.entries(sources)) {
    if (!check) writeFileSync(file, text)
    else if (readFileSync(file, 'utf8') !== text) throw new Error(`${file} is stale: npm run build:kernel`)
  }
  const source = compile(work)
  if (!check) writeFileSync(generated, source)
  else if (readFileSync(generated, 'utf8') !== source) throw new Error('wasm-bytes.ts is stale: npm run build:kernel')
} finally {
  rmSync(work, { recursive: true })
}
