export const withdrawn: boolean = true;
