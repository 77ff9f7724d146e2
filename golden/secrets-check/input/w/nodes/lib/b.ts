export default (ctx) => `${ctx.secrets.slack.webhook_url}` + ctx.secrets.mail;
