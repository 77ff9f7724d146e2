export const word = () => "Good morning";
