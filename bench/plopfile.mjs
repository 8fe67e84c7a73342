// The same tree by plop's own means: every file is a template that addMany renders and writes.
export default function (plop) {
  plop.setGenerator('tree', {
    prompts: [],
    actions: [
      {
        type: 'addMany',
        destination: process.env.BENCH_TARGET,
        base: process.env.BENCH_TEMPLATES,
        templateFiles: '**',
        globOptions: { dot: true, cwd: process.env.BENCH_TEMPLATES },
        force: true,
      },
    ],
  })
}
