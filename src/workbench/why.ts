// What holds the memory of one dump or more, and why. Apart from the other questions: its rules are as
// much code as all of those together, and are loaded where it is asked.
export { why } from '../analysis/why/why.ts'
