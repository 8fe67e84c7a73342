// Loaded before the program: from here on it runs as a user who owns nothing but what was given to them. The
// program is not started as that user at once, since Node may be installed where only root may look.
const id = Number(process.env.RUN_AS)
process.setgroups([id])
process.setgid(id)
process.setuid(id)
