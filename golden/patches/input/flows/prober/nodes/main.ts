export default async () => ({ alive: true });
