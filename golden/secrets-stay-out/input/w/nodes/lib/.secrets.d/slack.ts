value: confidential
