// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MockERC20} from "./MockERC20.sol";

/**
 * @title MockSilentToken
 * @notice A token that moves nothing and says that it did, as some do for a used authorisation.
 */
contract MockSilentToken is MockERC20 {
    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return true;
    }
}
