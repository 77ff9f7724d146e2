export default async () => ({});
// 1
// 2
// 3
// 4
// 5
// 6
