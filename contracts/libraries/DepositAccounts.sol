// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";

/**
 * @title DepositAccounts
 * @notice Deposit addresses, which are also ledger accounts, from names and wallets alone: nothing has to be deployed.
 *
 * | whose                       | salt                                          |
 * | --------------------------- | --------------------------------------------- |
 * | a tenant, stream, the root  | its namehash                                  |
 * | watch payments of a stream  | {watchSalt} of its namehash                   |
 * | a wallet                    | {walletSalt}: the address, padded with zeros  |
 */
library DepositAccounts {
    /// @dev Address at which `factory` deploys the init code of that hash under `salt` (EIP-1014).
    function deriveAccount(address factory, bytes32 initCodeHash, bytes32 salt) internal pure returns (address) {
        return Create2.computeAddress(salt, initCodeHash, factory);
    }

    /// @dev Salt of the address for watch payments of the stream `id`.
    function watchSalt(bytes32 id) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(id, "watch"));
    }

    /// @dev Salt of a wallet's deposit address.
    function walletSalt(address wallet) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(wallet)));
    }
}
