/** Stands for `import.meta.url` in a bundle that is CommonJS. */
export const importMetaUrl = /* @__PURE__ */ (() => require('node:url').pathToFileURL(__filename).href)()
