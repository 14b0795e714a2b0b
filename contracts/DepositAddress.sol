// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/**
 * @title DepositAddress
 * @notice Holds what was sent to a name or to a wallet's deposit address until its factory moves it. The code is the
 * same everywhere and for ever; it has no owner, no storage and no upgrade, and obeys the factory alone.
 *
 * A full contract, not a clone: a clone cannot take ether that comes with 2,300 gas.
 */
contract DepositAddress {
    /// @notice Who deployed it, and the only one it obeys. Not in the init code, so that no chain or address is in it.
    address public immutable FACTORY = msg.sender;

    /// @notice The caller is not the factory.
    error NotTheFactory(address caller);

    /// @notice Takes ether, within 2,300 gas.
    receive() external payable {}

    /**
     * @notice Factory: calls `target` with `value` wei of this address and `data`.
     * @dev Reverts with the reason of the target. Does not check that the target has code.
     * @return result What the target returned.
     */
    function execute(address target, uint256 value, bytes calldata data) external returns (bytes memory result) {
        require(msg.sender == FACTORY, NotTheFactory(msg.sender));

        bool success;
        (success, result) = target.call{value: value}(data);
        return Address.verifyCallResult(success, result);
    }
}
