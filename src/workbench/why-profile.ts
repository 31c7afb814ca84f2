// A profile of retained memory beside the answer of `why`.
export { withProfileStacks } from '../analysis/why/profile-stacks.ts'
