/** The frame around every page behind the log-in, with all it needs: its own chunk, fetched while the page itself is. */
export const loadFrame = () => import('./AppFrame.vue')
