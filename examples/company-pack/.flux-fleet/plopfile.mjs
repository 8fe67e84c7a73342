// The platform team's own generators, in the language of plop (https://plopjs.com). Paths of actions are relative to the
// fleet's root, template files to this folder.

const SERVICE = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/

export default function plopfile(plop) {
  plop.setHelper('channel', (team) => `#team-${team}`)

  plop.setGenerator('runbook', {
    description: 'A runbook for whoever is on call, listed in docs/runbooks/README.md',
    prompts: [
      {
        name: 'service',
        message: 'Service that it is about',
        validate: (name) => SERVICE.test(name) || 'expected lower-case letters, digits and dashes',
      },
      { name: 'title', message: 'What happens, in a few words', default: ({ service }) => `${service} is down` },
      { type: 'list', name: 'team', message: 'Team that is called', choices: ['platform', 'payments'], default: 'platform' },
      { type: 'confirm', name: 'pager', message: 'Does it wake somebody up?', default: false },
    ],
    actions: [
      { type: 'add', path: 'docs/runbooks/{{service}}.md', templateFile: 'runbook.md.hbs' },
      { type: 'add', path: 'docs/runbooks/README.md', templateFile: 'runbooks.md.hbs', skipIfExists: true },
      {
        type: 'append',
        path: 'docs/runbooks/README.md',
        pattern: '<!-- runbooks, newest first -->',
        template: '- [{{title}}]({{service}}.md): {{channel team}}',
      },
    ],
  })
}
