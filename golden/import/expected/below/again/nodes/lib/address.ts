// `${…}` and "quotes", <tags> & more come back as they were.
export const address = (name: string) => `https://example.com/${encodeURIComponent(name)}`;	
