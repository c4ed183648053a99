import type { Directive } from 'vue'
/** The library writes <header> and <footer> at the end of the body, where they would count as the page's own. */
export const vQuiet: Directive<HTMLElement> = {
  mounted(inner) {
    const box = inner.closest('.el-dialog, .el-drawer')
    box?.querySelectorAll(':scope > header, :scope > footer').forEach((part) => part.setAttribute('role', 'presentation'))
  },
}
