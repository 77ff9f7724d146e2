export default () => ({});
// there
<<<<<<< HEAD
// 5
=======
// 4
>>>>>>> fourth
