require("./declare").declare(__dirname);
