export declare function double(number: number): number;
