/*! plain, (c) its authors */
export const double = (number) => 2 * number;
