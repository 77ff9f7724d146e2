export default () => ({});
// ]0;title 2J ‮txet ⁦isolated
//  next
