import type { HardhatPlugin } from "hardhat/types/plugins";

/** Code size: instrumented and test contracts may exceed it; the network refuses the ones that matter. */
const ALLOWED_CODES = new Set(["5574", "3860"]);

/** Fails the build on a compiler warning in this project's own sources. Dependencies may warn. */
export const warningsAsErrors: HardhatPlugin = {
  id: "weir-warnings-as-errors",
  hookHandlers: {
    solidity: async () => ({
      default: async () => ({
        invokeSolc: async (context, compiler, input, config, next) => {
          const output = await next(context, compiler, input, config);
          for (const error of output.errors ?? []) {
            const text = error.formattedMessage ?? "";
            const isAllowed = ALLOWED_CODES.has(error.errorCode ?? "");
            if (error.severity === "warning" && text.includes("--> project/") && !isAllowed) {
              error.severity = "error";
              error.type = "Error";
              error.formattedMessage = text.replace(/^Warning:/, "Error:");
            }
          }
          return output;
        },
      }),
    }),
  },
};
