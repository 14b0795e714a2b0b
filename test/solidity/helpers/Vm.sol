// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title Vm
 * @notice The cheat codes of the test runner that these tests use, under the name that everybody knows them by.
 */
// solhint-disable-next-line interface-starts-with-i
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    /* INPUTS */

    /// @notice Drops this input of a fuzz test unless `condition` holds.
    function assume(bool condition) external pure;

    /* CHAIN */

    /// @notice Sets the block's time.
    function warp(uint256 timestamp) external;

    /// @notice Sets the block's number.
    function roll(uint256 number) external;

    /// @notice Sets the chain id.
    function chainId(uint256 id) external;

    /// @notice Sets an account's ETH.
    function deal(address account, uint256 amount) external;

    /// @notice Sets an account's code.
    function etch(address account, bytes calldata code) external;

    /// @notice Reads a storage slot.
    function load(address account, bytes32 slot) external view returns (bytes32 value);

    /// @notice Writes a storage slot.
    function store(address account, bytes32 slot, bytes32 value) external;

    /// @notice Names an address in traces.
    function label(address account, string calldata name) external;

    /// @notice Takes a snapshot of the chain.
    function snapshotState() external returns (uint256 id);

    /// @notice Goes back to a snapshot.
    function revertToState(uint256 id) external returns (bool success);

    /* CALLER */

    /// @notice The next call comes from `sender`.
    function prank(address sender) external;

    /// @notice All calls come from `sender`, until {stopPrank}.
    function startPrank(address sender) external;

    /// @notice Ends {startPrank}.
    function stopPrank() external;

    /* EXPECTATIONS */

    /// @notice The next call reverts, with whatever data.
    function expectRevert() external;

    /// @notice The next call reverts with an error of this selector and no arguments.
    function expectRevert(bytes4 selector) external;

    /// @notice The next call reverts with exactly this data.
    function expectRevert(bytes calldata data) external;

    /// @notice The next call reverts with an error of this selector and any arguments.
    function expectPartialRevert(bytes4 selector) external;

    /// @notice The next call emits the event that this contract emits next.
    function expectEmit() external;

    /// @notice The next call makes `emitter` emit the event that this contract emits next.
    function expectEmit(address emitter) external;

    /// @notice Begins to record logs.
    function recordLogs() external;

    /// @notice The logs recorded since, which are then forgotten.
    function getRecordedLogs() external returns (Log[] memory logs);

    /* KEYS */

    /// @notice The address of a private key.
    function addr(uint256 privateKey) external pure returns (address account);

    /// @notice Signs a digest.
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);

    /* TEXT */

    /// @notice The decimal digits of a number.
    function toString(uint256 value) external pure returns (string memory text);

    /* ASSERTIONS */

    function assertTrue(bool condition) external pure;
    function assertTrue(bool condition, string calldata message) external pure;
    function assertFalse(bool condition) external pure;
    function assertFalse(bool condition, string calldata message) external pure;
    function assertEq(bool left, bool right) external pure;
    function assertEq(bool left, bool right, string calldata message) external pure;
    function assertEq(uint256 left, uint256 right) external pure;
    function assertEq(uint256 left, uint256 right, string calldata message) external pure;
    function assertEq(address left, address right) external pure;
    function assertEq(address left, address right, string calldata message) external pure;
    function assertEq(bytes32 left, bytes32 right) external pure;
    function assertEq(bytes32 left, bytes32 right, string calldata message) external pure;
    function assertEq(string calldata left, string calldata right) external pure;
    function assertEq(string calldata left, string calldata right, string calldata message) external pure;
    function assertEq(bytes calldata left, bytes calldata right) external pure;
    function assertEq(bytes calldata left, bytes calldata right, string calldata message) external pure;
    function assertNotEq(uint256 left, uint256 right) external pure;
    function assertNotEq(address left, address right) external pure;
    function assertNotEq(bytes32 left, bytes32 right) external pure;
    function assertLt(uint256 left, uint256 right) external pure;
    function assertLt(uint256 left, uint256 right, string calldata message) external pure;
    function assertLe(uint256 left, uint256 right) external pure;
    function assertLe(uint256 left, uint256 right, string calldata message) external pure;
    function assertGt(uint256 left, uint256 right) external pure;
    function assertGt(uint256 left, uint256 right, string calldata message) external pure;
    function assertGe(uint256 left, uint256 right) external pure;
    function assertGe(uint256 left, uint256 right, string calldata message) external pure;
    function assertApproxEqAbs(uint256 left, uint256 right, uint256 maxDelta) external pure;
}
